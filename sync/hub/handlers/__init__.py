"""The resources of the protocol over HTTP: read the request, call one service, write the answer."""
