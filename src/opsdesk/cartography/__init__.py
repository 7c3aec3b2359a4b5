"""Maps as pictures: layers, signs, pins and one painter for screen, wall and paper."""
