"""One synthetic day of whole-population screening in Hui county, played through the same services that real people use.

The county and its figures are S5's: 189,888 residents, 175 sampling points, 49,800 person-times a day; who was sampled when, what was late
and what was found is invented, drawn from one seed. Actions run in order of time with the clock moved, as a real day leaves them.
"""

from outpace.screening.services.demo.day import DemoDay, play

__all__ = ["DemoDay", "play"]
