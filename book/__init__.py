"""What the site needs while it is built: Node, local scripts and styles, buttons, downloads."""
