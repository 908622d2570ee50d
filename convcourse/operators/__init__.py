"""The operators in plain NumPy: convolutions, kernels, borders, pooling and sizes."""
