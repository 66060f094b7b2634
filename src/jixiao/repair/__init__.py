"""Files given back: copies with the findings marked in them, and the marks taken away again."""
