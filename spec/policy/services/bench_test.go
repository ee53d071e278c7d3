package services

import "testing"

// BenchmarkLoad is what the first question costs, and parsing what the first
// question about a service costs, here about all of them.
func BenchmarkLoad(b *testing.B) {
	b.Run("text", func(b *testing.B) {
		for b.Loop() {
			text()
		}
	})
	b.Run("index", func(b *testing.B) {
		for b.Loop() {
			index(text())
		}
	})
	b.Run("everything", func(b *testing.B) {
		for b.Loop() {
			for _, s := range index(text()).services {
				s.contents()
			}
		}
	})
}

func BenchmarkLookup(b *testing.B) {
	for b.Loop() {
		if _, ok := Lookup("ec2", "DescribeInstances"); !ok {
			b.Fatal("not found")
		}
	}
}

func BenchmarkMatch(b *testing.B) {
	for _, pattern := range []string{"Get*", "*", "*Object*Version*", "GetObject"} {
		b.Run("s3:"+pattern, func(b *testing.B) {
			matched := 0
			for b.Loop() {
				matched = 0
				for range Match("s3", pattern) {
					matched++
				}
			}
			b.ReportMetric(float64(matched), "actions")
		})
	}
	b.Run("any of ec2:Describe*", func(b *testing.B) {
		for b.Loop() {
			Matches("ec2", "Describe*")
		}
	})
}

func BenchmarkNear(b *testing.B) {
	b.Run("prefix", func(b *testing.B) {
		for b.Loop() {
			Near("dynamo-db")
		}
	})
	b.Run("action", func(b *testing.B) {
		for b.Loop() {
			NearAction("ec2", "DescribeInstanze")
		}
	})
}
