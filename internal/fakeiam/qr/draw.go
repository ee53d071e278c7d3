package qr

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
)

// grid is a code as it is drawn. Modules of patterns are fixed: no data goes there.
type grid struct {
	version, size int
	dark, fixed   [][]bool
}

// encode is the code of a text.
func encode(text string) (*grid, error) {
	v, data, err := fit(len(text))
	if err != nil {
		return nil, err
	}
	g := &grid{version: v, size: 17 + 4*v}
	for range g.size {
		g.dark, g.fixed = append(g.dark, make([]bool, g.size)), append(g.fixed, make([]bool, g.size))
	}
	g.patterns()
	g.format()
	g.fill(interleaved(dataOf(text, v, data), v))
	return g, nil
}

func (g *grid) set(x, y int, dark bool) { g.dark[y][x], g.fixed[y][x] = dark, true }

// patterns draws what every code of a size has, so that readers find their way.
func (g *grid) patterns() {
	for i := range g.size {
		g.set(6, i, i%2 == 0)
		g.set(i, 6, i%2 == 0)
	}
	far := g.size - 4
	for _, at := range [][2]int{{3, 3}, {far, 3}, {3, far}} {
		g.square(at[0], at[1], 4, func(d int) bool { return d != 2 && d != 4 })
	}
	places := alignments(g.version)
	for i, x := range places {
		for j, y := range places {
			last := len(places) - 1
			if i == 0 && j == 0 || i == 0 && j == last || i == last && j == 0 {
				continue // a corner, where the large squares are
			}
			g.square(x, y, 2, func(d int) bool { return d != 1 })
		}
	}
}

// square draws rings around a module, each dark or light by its distance.
func (g *grid) square(x, y, radius int, dark func(distance int) bool) {
	for dy := -radius; dy <= radius; dy++ {
		for dx := -radius; dx <= radius; dx++ {
			if x, y := x+dx, y+dy; x >= 0 && x < g.size && y >= 0 && y < g.size {
				g.set(x, y, dark(max(dx, -dx, dy, -dy)))
			}
		}
	}
}

const (
	level      = 0b01 // L
	mask       = 0b000
	formatMask = 0x5412
)

// format draws the level and the mask, twice, and the version of larger codes.
func (g *grid) format() {
	bits := checked(level<<3|mask, 10, 0x537) ^ formatMask
	bit := func(i int) bool { return bits>>i&1 == 1 }
	for i := range 15 {
		switch { // around the upper left square
		case i < 6:
			g.set(8, i, bit(i))
		case i < 8:
			g.set(8, i+1, bit(i))
		case i == 8:
			g.set(7, 8, bit(i))
		default:
			g.set(14-i, 8, bit(i))
		}
		if i < 8 { // and beside the two others
			g.set(g.size-1-i, 8, bit(i))
		} else {
			g.set(8, g.size-15+i, bit(i))
		}
	}
	g.set(8, g.size-8, true)
	if g.version < 7 {
		return
	}
	bits = checked(g.version, 12, 0x1f25)
	for i := range 18 {
		a, b := g.size-11+i%3, i/3
		g.set(a, b, bit(i))
		g.set(b, a, bit(i))
	}
}

// checked is a value with the n bits of its BCH code behind it.
func checked(value, n, generator int) int {
	rest := value
	for range n {
		rest = rest<<1 ^ rest>>(n-1)*generator
	}
	return value<<n | rest
}

// fill writes codewords in columns of two, up and down by turns, from the right.
// Every second module is turned, as the mask says.
func (g *grid) fill(words []byte) {
	i := 0
	for right := g.size - 1; right >= 1; right -= 2 {
		if right == 6 {
			right--
		}
		for step := range g.size {
			y := step
			if (right+1)&2 == 0 {
				y = g.size - 1 - step
			}
			for x := right; x > right-2; x-- {
				if g.fixed[y][x] {
					continue
				}
				dark := i < 8*len(words) && words[i/8]>>(7-i%8)&1 == 1
				g.dark[y][x] = dark != ((x+y)%2 == 0)
				i++
			}
		}
	}
}

const (
	scale = 4 // pixels a module
	quiet = 4 // modules of white around a code
)

// PNG is a picture of a text's code.
func PNG(text string) ([]byte, error) {
	g, err := encode(text)
	if err != nil {
		return nil, err
	}
	side := (g.size + 2*quiet) * scale
	picture := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.White, color.Black})
	for y := range side {
		for x := range side {
			column, row := x/scale-quiet, y/scale-quiet
			if column >= 0 && row >= 0 && column < g.size && row < g.size && g.dark[row][column] {
				picture.SetColorIndex(x, y, 1)
			}
		}
	}
	var b bytes.Buffer
	err = png.Encode(&b, picture)
	return b.Bytes(), err
}
