package fakeiam

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// Listener is a server that listens on an address.
type Listener struct {
	// URL is the endpoint, such as http://127.0.0.1:4580.
	URL string

	server *http.Server
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
	l := &Listener{
		URL:    "http://" + ln.Addr().String(),
		server: &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second},
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
	if err := l.server.Shutdown(ctx); err != nil {
		return fmt.Errorf("closing %s: %w", l.URL, errors.Join(err, l.server.Close()))
	}
	if err := <-l.done; err != nil && !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving %s: %w", l.URL, err)
	}
	l.done <- http.ErrServerClosed
	return nil
}
