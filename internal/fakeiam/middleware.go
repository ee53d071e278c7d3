package fakeiam

import (
	"strings"
	"time"
)

// authenticate refuses what nobody signed: neither a Signature Version 4 header
// nor the query parameters of a presigned request (IAM User Guide, "Signing AWS
// API requests"). Whose signature it is, and whether it is right, is not looked at.
func authenticate(next handler) handler {
	return func(c *call) answer {
		if !c.signed() {
			return answer{err: refuse("MissingAuthenticationToken", "Request is missing Authentication Token")}
		}
		return next(c)
	}
}

func (c *call) signed() bool {
	h := c.request.Header.Get("Authorization")
	if strings.HasPrefix(h, "AWS4-HMAC-SHA256 ") && strings.Contains(h, "Credential=") {
		return true
	}
	return c.form.Get("X-Amz-Algorithm") == "AWS4-HMAC-SHA256" &&
		c.form.Get("X-Amz-Credential") != "" && c.form.Get("X-Amz-Signature") != ""
}

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
