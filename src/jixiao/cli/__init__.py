"""The command: a thin shell that understands the request, calls the library and shows the answer."""
