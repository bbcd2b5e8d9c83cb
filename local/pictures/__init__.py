"""Pictures of the demo listings (JPEG, drawn, no photographs) and the script that draws them."""
