package fakeiam

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"
)

// Listener is a server that listens on an address.
type Listener struct {
	// URL is the endpoint, such as http://127.0.0.1:4580.
	URL string

	server *http.Server
	unused *unused
	done   chan error
}

// closeTimeout is how long Close waits for requests under way.
const closeTimeout = 5 * time.Second

// Start serves on addr, such as 127.0.0.1:4580, or 127.0.0.1:0 for any port.
func (s *Server) Start(addr string) (*Listener, error) {
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listening on %s: %w", addr, err)
	}
	fresh := &unused{conns: map[net.Conn]bool{}}
	l := &Listener{
		URL:    "http://" + ln.Addr().String(),
		server: &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second, ConnState: fresh.track},
		unused: fresh,
		done:   make(chan error, 1),
	}
	go func() { l.done <- l.server.Serve(ln) }()
	return l, nil
}

// Close stops listening and waits for the requests under way, for a few seconds
// at most. Closing twice does nothing more.
func (l *Listener) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
	defer cancel()
	l.unused.close()
	if err := l.server.Shutdown(ctx); err != nil {
		return fmt.Errorf("closing %s: %w", l.URL, errors.Join(err, l.server.Close()))
	}
	if err := <-l.done; err != nil && !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving %s: %w", l.URL, err)
	}
	l.done <- http.ErrServerClosed
	return nil
}

// unused holds the connections on which no request has come yet. Clients open
// them in advance, and Shutdown would wait five seconds for a request on each.
type unused struct {
	mu     sync.Mutex
	conns  map[net.Conn]bool
	closed bool
}

func (u *unused) track(c net.Conn, state http.ConnState) {
	u.mu.Lock()
	defer u.mu.Unlock()
	switch {
	case state != http.StateNew:
		delete(u.conns, c)
	case u.closed:
		c.Close()
	default:
		u.conns[c] = true
	}
}

// close closes them, and those that are still accepted.
func (u *unused) close() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.closed = true
	for c := range u.conns {
		c.Close()
	}
}
