"""The border to Dask: batches go to the workers of a scheduler, over TLS unless it is here.

So do calls of other functions of ours: a page's bytes to be read. A batch carries the sentences,
and what the model is (its languages, engine and SHA-256); its answer the outputs and the settings
they were made with. The model itself is not sent: each worker has it installed. Dask hands code
from process to process, so who reaches a scheduler can run programs on its workers: TLS with
certificates on both sides keeps others out, and is asked for.
"""

from __future__ import annotations

import importlib
import ipaddress
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from dragoman.errors import DragomanError, UsageError, WorkersFailed
from dragoman.translate.workers.answering import answer
from dragoman.translate.workers.orders import Answer, Bundle, Order

# Bundles that wait beside those at hand; more would only take memory.
WAITING = 3
CONNECT_SECONDS = 20
WORKERS_SECONDS = 30
# How often a wait looks whether it was called off, in seconds.
TICK = 1.0


class DaskWorkers:
    """The workers of a Dask scheduler at `tls://host:port`, or at `tcp://` on this machine.

    `tls` has the paths `ca`, `cert` and `key`; empty, Dask's own configuration says. Raises
    UsageError for an address that page text is not sent to, WorkersFailed where nobody answers.
    """

    def __init__(self, address: str, tls: Mapping[str, str]) -> None:
        check_address(address)
        self._address = address
        self._distributed = _library(address)
        self._client = self._connect(tls)

    @property
    def kind(self) -> str:
        from importlib.metadata import version

        return f"dask {version('distributed')}"

    @property
    def notice(self) -> str:
        """What a person is told before page text leaves the process."""
        how = "encrypted" if urlsplit(self._address).scheme == "tls" else "not encrypted"
        return (
            f"the text of the pages, and the bytes of those that are not read yet, are sent to "
            f"{self.count()} workers of {self._address} ({how}); what they make of it comes back"
        )

    def count(self) -> int:
        return sum(int(each["nthreads"]) for each in self._held().values())

    def results(self, order: Order, bundles: Iterator[Bundle]) -> Generator[tuple[Bundle, Answer]]:
        """Dask gives the bundle of a worker that dies to another one."""
        self._check_workers()
        order = replace(order, models_dir=None)  # a path means nothing there, and tells of here
        handed: dict[Any, Bundle] = {}
        running = self._distributed.as_completed(loop=self._client.loop)

        def hand_out() -> None:
            bundle = next(bundles, None)
            if bundle is not None:
                # Not pure: nothing of a page is left on the scheduler under a key for next time.
                asked = {"again": bundle.again, "aligned": bundle.aligned}
                future = self._client.submit(answer, order, bundle.batches, **asked, pure=False)
                handed[future.key] = bundle
                running.add(future)

        try:
            for _ in range(self.count() + WAITING):
                hand_out()
            for future in running:
                made = future.result()
                hand_out()
                yield handed.pop(future.key), made
        except DragomanError:
            raise
        except (GeneratorExit, KeyboardInterrupt):
            self._client.cancel(list(running.futures))
            raise
        except Exception as error:
            raise self._failed(error) from error

    def call(
        self, function: Callable[..., Any], *given: Any, called_off: Callable[[], bool]
    ) -> Any:
        """What a function returns on a worker; None once `called_off` says so.

        Threads may share it. What a worker that dies had is done by another. WorkersFailed where
        none can.
        """
        self._check_workers()
        future = self._client.submit(function, *given, pure=False)
        try:
            while not called_off():
                try:
                    return future.result(timeout=TICK)
                except TimeoutError:
                    if future.status == "error":
                        raise  # of the function's own; else it came back just now, if at all
            return None
        except DragomanError:
            raise
        except Exception as error:
            raise self._failed(error) from error
        finally:
            if not future.done():
                self._client.cancel([future])

    def close(self) -> None:
        """Let go of the scheduler, whose workers stay."""
        self._client.close(timeout=CONNECT_SECONDS)

    def _check_workers(self) -> None:
        """UsageError where a scheduler of this machine has workers elsewhere, without TLS."""
        for address in self._held():
            check_address(address)

    def _held(self) -> Mapping[str, Mapping[str, Any]]:
        """The workers by their addresses, as the scheduler knows them now."""
        info = self._client.scheduler_info(n_workers=-1)
        if "workers" not in info:
            raise self._failed(ConnectionError("the scheduler is gone"))
        workers: Mapping[str, Mapping[str, Any]] = info["workers"]
        return workers

    def _connect(self, tls: Mapping[str, str]) -> Any:
        security = None
        if tls:
            security = self._distributed.Security(
                tls_ca_file=tls["ca"],
                tls_client_cert=tls["cert"],
                tls_client_key=tls["key"],
                require_encryption=True,
            )
        try:
            client = self._distributed.Client(
                self._address, security=security, timeout=CONNECT_SECONDS, set_as_default=False
            )
        except (OSError, ValueError, RuntimeError) as error:
            raise WorkersFailed(
                f"no scheduler answers at {self._address} ({_said(error)}); start one with: "
                "dask scheduler",
                subject=self._address,
            ) from error
        try:
            client.wait_for_workers(1, timeout=WORKERS_SECONDS)
        except (OSError, TimeoutError) as error:
            client.close()
            raise WorkersFailed(
                f"the scheduler at {self._address} has no workers; start one with: "
                f"dask worker {self._address} --nthreads 1",
                subject=self._address,
            ) from error
        return client

    def _failed(self, error: Exception) -> WorkersFailed:
        return WorkersFailed(
            f"the workers of {self._address} could not do it ({_said(error)}); what was read and "
            'translated before is kept, and "dragoman translate" goes on from there',
            subject=self._address,
        )


def _library(address: str) -> Any:
    try:
        distributed = importlib.import_module("distributed")
        # A page may be large, and one that is handed over alone cannot be divided.
        config = importlib.import_module("dask").config
        config.set({"distributed.admin.large-graph-warning-threshold": "1TB"})
        return distributed
    except ImportError as error:
        raise WorkersFailed(
            'Dask is not installed; install it with: pip install "dragoman[dask]"', subject=address
        ) from error


def check_address(address: str) -> None:
    """UsageError for what is not encrypted and not on this machine."""
    parts = urlsplit(address)
    try:
        complete = bool(parts.hostname and parts.port)
    except ValueError:
        complete = False
    if parts.scheme not in ("tls", "tcp") or not complete:
        raise UsageError(
            f"{address} is no scheduler's address, such as tls://host:8786", subject=address
        )
    if parts.scheme == "tcp" and not _is_loopback(parts.hostname or ""):
        raise UsageError(
            f"the text of the pages would go to {parts.hostname} unencrypted; use tls:// with "
            "`tls=`",
            subject=address,
        )


def check_certificates(address: str, tls: Mapping[str, str]) -> None:
    """UsageError where a scheduler is asked for that wants certificates, and none are known."""
    if tls or urlsplit(address).scheme != "tls":
        return
    told = _library(address).Security().get_connection_args("client")
    if told.get("ssl_context") is None:
        raise UsageError(
            f"{address} is encrypted, and no certificates are known; name them by `tls=`",
            subject=address,
        )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _said(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
