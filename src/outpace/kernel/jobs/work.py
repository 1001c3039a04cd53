"""The worker: takes runs off the queue and does them."""

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from outpace.kernel.days import before_task


def work(*, until_empty: bool = False, concurrency: int = 1) -> None:
    """Do queued work until told to stop by SIGTERM or SIGINT, or only until the queue is empty.

    A running handler is let finish before the worker stops; one that dies with its worker is taken up by the next. Around every task, and
    around our own look at the clock, stands the queue's care for connections: one that died meanwhile is opened anew.
    """
    connector = app.connector
    if not isinstance(connector, DjangoConnector):
        raise TypeError("the queue's app must be set up by Django")
    with app.replace_connector(connector.get_worker_connector()):
        app.run_worker(
            wait=not until_empty,
            concurrency=concurrency,
            install_signal_handlers=not until_empty,
            delete_jobs="successful",
            task_middleware=[*(app.worker_defaults.get("task_middleware") or []), before_task],
        )
