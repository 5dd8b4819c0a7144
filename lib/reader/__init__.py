"""Read any photo: characters found and recognised by trained networks (Q4, further).

Reading needs NumPy, Pillow and ONNX Runtime alone, so that it starts at once and installs small.
"""
