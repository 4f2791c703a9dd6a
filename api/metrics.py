"""Counts of requests and their time, in Prometheus' text format."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping

BOUNDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""Upper bounds of the histogram's buckets, seconds."""


class Metrics:
    """Requests of one worker by route, and their latency."""

    def __init__(self) -> None:
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._buckets: dict[str, list[int]] = defaultdict(
            lambda: [0] * (len(BOUNDS) + 1)
        )
        self._seconds: Counter[str] = Counter()

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answered request.

        Parameters
        ----------
        route : str
            Pattern of the path, never the path itself: it may name a parcel.
        seconds : float, s
            From the first byte in to the last byte out.
        """
        self._requests[method, route, status] += 1
        self._buckets[route][bisect_left(BOUNDS, seconds)] += 1
        self._seconds[route] += seconds  # type: ignore[assignment]

    def text(self, gauges: Mapping[str, float]) -> str:
        """Write all counts, and the gauges given, as Prometheus reads them."""
        lines = ["# TYPE kkmgis_requests_total counter"]
        for (method, route, status), number in sorted(self._requests.items()):
            labels = f'method="{method}",route="{route}",status="{status}"'
            lines.append(f"kkmgis_requests_total{{{labels}}} {number}")
        lines.append("# TYPE kkmgis_request_seconds histogram")
        for route, buckets in sorted(self._buckets.items()):
            lines.extend(self._histogram(route, buckets))
        for name, value in sorted(gauges.items()):
            lines.append(f"# TYPE kkmgis_{name} gauge")
            lines.append(f"kkmgis_{name} {value:g}")
        return "\n".join(lines) + "\n"

    def _histogram(self, route: str, buckets: list[int]) -> list[str]:
        lines = []
        total = 0
        for bound, number in zip((*BOUNDS, "+Inf"), buckets, strict=True):
            total += number
            labels = f'route="{route}",le="{bound}"'
            lines.append(f"kkmgis_request_seconds_bucket{{{labels}}} {total}")
        labels = f'route="{route}"'
        seconds = self._seconds[route]
        lines.append(f"kkmgis_request_seconds_sum{{{labels}}} {seconds:.6f}")
        lines.append(f"kkmgis_request_seconds_count{{{labels}}} {total}")
        return lines
