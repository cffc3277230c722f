"""What a page costs the server."""
