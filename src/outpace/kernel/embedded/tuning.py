"""The server's configuration, written once when the data directory is made; later hand edits are kept."""

import psutil

_MEBI = 1024 * 1024
_SHARED_BUFFERS_LIMIT_MB = 2048
_SHARED_BUFFERS_FLOOR_MB = 64


def configuration(total_memory: int | None = None) -> str:
    """Which lines configure PostgreSQL for a machine with this many bytes of memory (default: this machine)?

    Durability is never traded for speed: fsync, synchronous_commit and full_page_writes stay on.
    """
    memory_mb = (psutil.virtual_memory().total if total_memory is None else total_memory) // _MEBI
    shared = max(_SHARED_BUFFERS_FLOOR_MB, min(memory_mb // 8, _SHARED_BUFFERS_LIMIT_MB))
    values = {
        "listen_addresses": "''",
        "max_connections": "100",
        "shared_buffers": f"'{shared}MB'",
        "effective_cache_size": f"'{max(128, memory_mb // 2)}MB'",
        "work_mem": "'16MB'",
        "maintenance_work_mem": f"'{max(64, min(memory_mb // 16, 512))}MB'",
        "huge_pages": "try",
        "jit": "off",
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "wal_compression": "on",
        "max_wal_size": "'4GB'",
        "checkpoint_timeout": "'15min'",
        "timezone": "'UTC'",
        "log_timezone": "'UTC'",
        "logging_collector": "on",
        "log_filename": "'postgres-%a.log'",
        "log_rotation_age": "'1d'",
        "log_truncate_on_rotation": "on",
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
    }
    return "".join(f"{name} = {value}\n" for name, value in values.items())
