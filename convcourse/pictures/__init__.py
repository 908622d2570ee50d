"""Pictures: photos and how they are read, patterns, volumes, and how chapters draw them."""
