"""What is there: areas, people, stations, loads, each as far as the reader may see."""
