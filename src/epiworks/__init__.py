"""The science of Outpace: rules of an outbreak as data, analysis, planning, tracing. No Django, no database, no network, no clock.

| question | function | page of docs/science |
|---|---|---|
| How many does one case infect? | `epi.rt.rt`, `epi.rt_uncertain.rt_uncertain` | rt |
| How long is the serial interval, how unevenly do cases infect (R, k)? | `epi.serial`, `epi.offspring`, `epi.links` | chains |
| Epidemic curve, delays | `epi.curve`, `epi.delays` | curve |
| Growth, nowcast, forecast | `epi.growth`, `epi.nowcast`, `epi.forecast` | growth |
| Is it over? Is the response ahead? | `epi.undetected.zone_over`; `epi.progress` | ending, progress |
| Who infected whom? | `epi.trees.transmission_tree` | trees |
| How many to a tube? Can the round end in time? | `epi.pooled.choices`; `plan.feasibility.can_round_end` | pooled, feasibility |
| Which contact class, which regimen, released when? | `protocol.contact_class`, `follow_up`, `release` | protocol |
| Whom did a case expose? | `trace.naming.named_stays`, `trace.tracing.ContactTracer` | tracing |

Numbers given as types of `epiworks.units` (Days, PoolSize ...) may be plain numbers: the types are for the type checker.
"""
