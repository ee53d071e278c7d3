package fakeiam

import "time"

// delay holds a call back for the latency asked for, or until its client leaves.
func (s *Server) delay(next handler) handler {
	if s.cfg.latency <= 0 {
		return next
	}
	return func(c *call) answer {
		if !c.wait(s.cfg.latency) {
			return answer{drop: true}
		}
		return next(c)
	}
}

// wait says whether the client is still there after a time.
func (c *call) wait(d time.Duration) bool {
	if d <= 0 {
		return true
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-c.request.Context().Done():
		return false
	}
}
