"""The papers are held to the code: what they name exists, what they say to type works, and the twins agree."""
