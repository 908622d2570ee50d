"""The notebooks' live computations on other machines, as far as one machine can act as others."""
