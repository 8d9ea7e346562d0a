# The server of the Tutum v1 API, and nothing else: one static binary, no shell,
# not root. packaging/image builds it; see there for an example of how to run it.
FROM scratch
ARG BINARY=dist/fleetop-linux-amd64
COPY ${BINARY} /fleetop
USER 65532:65532
EXPOSE 8000
ENTRYPOINT ["/fleetop"]
CMD ["serve", "--listen", "0.0.0.0:8000", "--log-format", "json"]
