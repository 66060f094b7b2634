"""Files given back: copies with the findings marked in them or mended, and what was done taken back again."""
