package actiontest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// hub is as much of GitHub's API as the action uses, for the repository acme/iam.
type hub struct {
	t   *testing.T
	url string

	mu       sync.Mutex
	comments []*post // of pull request 7
	issues   []*post
	tips     map[string]string // of branches
	calls    []string          // GET apart
	faults   []fault
	lastID   int
}

// post is a comment or an issue, with the fields that GitHub gives it.
type post struct {
	ID     int    `json:"id"`
	Number int    `json:"number,omitempty"`
	Title  string `json:"title,omitempty"`
	Body   string `json:"body"`
	State  string `json:"state,omitempty"`
	User   struct {
		Login string `json:"login"`
	} `json:"user"`
	PullRequest *struct{} `json:"pull_request,omitempty"`
}

// fault is a call that does not go well.
type fault struct {
	method string
	status int
	after  bool   // the call has its effect, and the answer is lost
	body   string // what is said of it
}

const bot = "github-actions[bot]"

func newHub(t *testing.T) *hub {
	h := &hub{t: t, tips: map[string]string{}, lastID: 100}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /repos/acme/iam/issues/7/comments", h.list(&h.comments))
	mux.HandleFunc("POST /repos/acme/iam/issues/7/comments", h.create(&h.comments))
	mux.HandleFunc("PATCH /repos/acme/iam/issues/comments/{id}", h.change(&h.comments))
	mux.HandleFunc("GET /repos/acme/iam/issues", h.list(&h.issues))
	mux.HandleFunc("POST /repos/acme/iam/issues", h.create(&h.issues))
	mux.HandleFunc("PATCH /repos/acme/iam/issues/{id}", h.change(&h.issues))
	mux.HandleFunc("GET /repos/acme/iam/git/ref/heads/{branch...}", h.tip)
	server := httptest.NewServer(h.guarded(mux))
	t.Cleanup(server.Close)
	h.url = server.URL
	return h
}

// guarded refuses whoever has no token, and fails where that was asked for.
func (h *hub) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.mu.Lock()
		defer h.mu.Unlock()
		if r.Header.Get("Authorization") != "Bearer "+token || r.Header.Get("Accept") != "application/vnd.github+json" {
			h.t.Errorf("%s %s comes with the headers %v", r.Method, r.URL, r.Header)
			http.Error(w, `{"message": "Bad credentials"}`, http.StatusUnauthorized)
			return
		}
		if r.Method != http.MethodGet {
			h.calls = append(h.calls, r.Method+" "+r.URL.Path)
		}
		i := slices.IndexFunc(h.faults, func(f fault) bool { return f.method == r.Method })
		if i < 0 {
			next.ServeHTTP(w, r)
			return
		}
		f := h.faults[i]
		h.faults = slices.Delete(h.faults, i, i+1)
		if f.after {
			next.ServeHTTP(httptest.NewRecorder(), r)
		}
		w.Header().Set("Retry-After", "0")
		http.Error(w, f.body, f.status)
	})
}

// list answers in pages, as GitHub does: the next one is in the header.
func (h *hub) list(posts *[]*post) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		page, err1 := strconv.Atoi(r.FormValue("page"))
		size, err2 := strconv.Atoi(r.FormValue("per_page"))
		if err1 != nil || err2 != nil || size > 100 {
			h.t.Errorf("the pages of %s are not those of GitHub", r.URL)
		}
		all := slices.DeleteFunc(append([]*post{}, *posts...), func(p *post) bool { return r.FormValue("state") == "open" && p.State != "open" })
		from, to := min((page-1)*size, len(all)), min(page*size, len(all))
		if to < len(all) {
			w.Header().Set("Link", fmt.Sprintf(`<%s%s?per_page=%d&page=%d>; rel="next"`, h.url, r.URL.Path, size, page+1))
		}
		h.answer(w, http.StatusOK, all[from:to])
	}
}

func (h *hub) create(posts *[]*post) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		p := &post{State: "open"}
		h.decode(r, p)
		h.lastID++
		p.ID, p.Number, p.User.Login = h.lastID, h.lastID, bot
		*posts = append(*posts, p)
		h.answer(w, http.StatusCreated, p)
	}
}

func (h *hub) change(posts *[]*post) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		for _, p := range *posts {
			if strconv.Itoa(p.ID) == r.PathValue("id") {
				if p.User.Login != bot {
					h.t.Errorf("%s is of %s", r.URL, p.User.Login)
				}
				h.decode(r, p)
				h.answer(w, http.StatusOK, p)
				return
			}
		}
		http.Error(w, `{"message": "Not Found"}`, http.StatusNotFound)
	}
}

func (h *hub) tip(w http.ResponseWriter, r *http.Request) {
	sha, is := h.tips[r.PathValue("branch")]
	if !is {
		http.Error(w, `{"message": "Not Found"}`, http.StatusNotFound)
		return
	}
	h.answer(w, http.StatusOK, map[string]any{"object": map[string]string{"sha": sha}})
}

func (h *hub) decode(r *http.Request, p *post) {
	if err := json.NewDecoder(r.Body).Decode(p); err != nil || r.Header.Get("Content-Type") != "application/json" {
		h.t.Errorf("%s %s: %v, %s", r.Method, r.URL, err, r.Header.Get("Content-Type"))
	}
}

func (h *hub) answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(v); err != nil {
		h.t.Error(err)
	}
}

// planted is a comment that somebody else has written.
func planted(id int, login, body string) *post {
	p := &post{ID: id, Number: id, Body: body, State: "open"}
	p.User.Login = login
	return p
}

// said returns what was asked of GitHub since the last time, beside reading.
func (h *hub) said() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	text := strings.Join(h.calls, "\n")
	h.calls = nil
	return strings.ReplaceAll(text, "/repos/acme/iam/issues", "")
}

// says fails where something else was asked of GitHub.
func (h *hub) says(t *testing.T, want string) {
	t.Helper()
	if got := h.said(); got != want {
		t.Errorf("asked of GitHub was %q, want %q", got, want)
	}
}
