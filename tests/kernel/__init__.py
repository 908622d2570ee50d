"""How the kernel of the networks in the page is compiled, and held to its source."""
