"""Which serial interval does a disease have, as far as it was published, until the outbreak's own pairs say better?

Means and standard deviations as printed, rounded; what could not be seen in the paper, or in another that quotes it, is marked. `belief`
is the same with the doubt of a borrowed number: another variant, another place, isolation that cuts the interval short. A disease
without a line here has no borrowed interval, and what needs one must say so instead of guessing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from epiworks.epi.rt_uncertain import CutNormal, UncertainInterval
from epiworks.units import Days


@dataclass(frozen=True, slots=True)
class PublishedInterval:
    """Mean and standard deviation of a serial interval in days, how far both are believed, and who printed them.

    `unconfirmed`: which of the two was not seen in the source or in a work that quotes it; empty where both were.
    """

    disease: str
    mean: Days
    sd: Days
    belief: UncertainInterval
    source: str
    unconfirmed: str = ""

    @property
    def told(self) -> str:
        """Which source is named, and what of it is not confirmed?

        >>> PUBLISHED["sars"].told
        'Lipsitch et al., Science 300 (2003) 1966-1970'
        """
        return f"{self.source} (not confirmed: {self.unconfirmed})" if self.unconfirmed else self.source


def _interval(disease: str, mean: float, sd: float, *, doubt: tuple[float, float], source: str, unconfirmed: str = "") -> PublishedInterval:
    """`doubt`: the standard deviations of the mean and of the spread; both are cut at two of them, the mean above 1 day."""
    about, around = doubt
    belief = UncertainInterval(
        CutNormal(mean, about, max(mean - 2 * about, 1.05), mean + 2 * about),
        CutNormal(sd, around, max(sd - 2 * around, 0.2), sd + 2 * around),
    )
    return PublishedInterval(disease, Days(mean), Days(sd), belief, source, unconfirmed)


PUBLISHED: Mapping[str, PublishedInterval] = MappingProxyType(
    {
        found.disease: found
        for found in (
            _interval(
                "covid_19",
                3.5,
                2.5,
                doubt=(0.6, 0.4),
                source="Backer et al., Euro Surveill 27(6) (2022) 2200042; Kremer et al., Emerg Infect Dis 28 (2022) 1699-1702",
                unconfirmed="standard deviation",
            ),
            _interval("sars", 8.4, 3.8, doubt=(0.8, 0.5), source="Lipsitch et al., Science 300 (2003) 1966-1970"),
            _interval("mers", 12.6, 2.8, doubt=(3.0, 1.2), source="Cowling et al., Euro Surveill 20(25) (2015) 21163"),
            _interval("ebola", 15.3, 9.3, doubt=(1.0, 0.8), source="WHO Ebola Response Team, N Engl J Med 371 (2014) 1481-1495"),
            _interval("measles", 14.9, 3.9, doubt=(1.2, 0.5), source="Groendyke et al., Scand J Stat 38 (2011) 600-616"),
            _interval("influenza_novel", 2.6, 1.5, doubt=(0.4, 0.3), source="Ferguson et al., Nature 437 (2005) 209-214"),
        )
    }
)
"""By the packs' word for the disease.

Seen: COVID-19's mean of 3.5 days of Omicron BA.1, quoted from Backer et al. by Park et al., Proc Natl Acad Sci 120 (2023) e2221887120;
SARS, influenza and measles (of Hagelloch, 1861), quoted with their papers in the data of R EpiEstim (`SARS2003`, `Flu1918`,
`Measles1861`); Ebola, in table 6 of Van Kerkhove et al., Sci Data 2 (2015) 150019; MERS in Korea: the mean in the paper's own abstract,
both with their intervals (12.1-13.1 and 2.4-3.1, 99 pairs) in R epiparameterDB (epiverse-trace). Its doubt is wide: the whole outbreak's
links, fitted here, give 14.6 and 5.1; in Al-Hasa the median was 7.6 (Assiri et al., N Engl J Med 369 (2013) 407-416, quoted there too); and
in Saudi Arabia it was 6.8 with 4.1: R EpiEstim says that the interval in its data `mers_2014_15` is that of Cauchemez et al., Proc Natl
Acad Sci 113 (2016) 9081-9086, and its weights by day, kept by K. V. Parag (End-of-epidemic-declarations), are those of 6.8 and 4.1.

Not seen: COVID-19's spread of Omicron. Code of J. S. Huisman on wastewater takes a mean of 3.0 with 2.4, naming Kremer et al. and Backer et
al. together; the Austrian agency AGES took 3.37 with 1.83 in December 2021; of the variant of 2020 Nishiura et al., Int J Infect Dis 93
(2020) 284-286, found 4.7 with 2.9 (quoted in epiparameterDB). Other settings, other numbers: for measles in households Vink et al., Am J
Epidemiol 180 (2014) 865-875, found 11.7 days.
"""


def published_interval(disease: str) -> PublishedInterval | None:
    """Which published serial interval stands for this disease? None where none is kept here.

    >>> found = published_interval("sars")
    >>> found.mean, found.sd, published_interval("cholera")
    (8.4, 3.8, None)
    """
    return PUBLISHED.get(disease)
