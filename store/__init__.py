"""Reports on disk and in the home: extraction, spans, catalogue, index, and the one path that writes them."""
