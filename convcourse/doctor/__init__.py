"""The network doctor: reads the source of a network, never runs it, and says where it breaks."""
