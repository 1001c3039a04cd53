"""The frozen values that cross command's door."""
