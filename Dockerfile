# syntax=docker/dockerfile:1
#
# An image with the program and the certificates of the public authorities: no shell, no
# package manager, not root.
#
#   docker build -t iamsync .
#   docker run --rm --user "$(id -u)" -v "$PWD:/tree:ro" -e AWS_PROFILE -v ~/.aws:/home/nonroot/.aws:ro iamsync plan
#
# Credentials are their owner's alone to read, so that the program runs as whoever starts it.
#
# A release has its binaries already, and nothing of the source: .ci/publish builds
# --target release.

FROM --platform=$BUILDPLATFORM golang:1.26-bookworm AS tools

FROM tools AS source
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG TARGETOS TARGETARCH
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath -ldflags=-s -o /iamsync ./cmd/iamsync

FROM scratch AS image
COPY --from=tools /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
ENV HOME=/home/nonroot
WORKDIR /tree
USER 65532:65532
ENTRYPOINT ["/usr/bin/iamsync"]

FROM image AS release
ARG TARGETPLATFORM
COPY $TARGETPLATFORM/iamsync /usr/bin/iamsync

FROM image
COPY --from=source /iamsync /usr/bin/iamsync
