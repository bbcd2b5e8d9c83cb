"""What the demo pictures are made of: canvas, light, nature, buildings, rooms. Needs Pillow, which nothing else needs."""
