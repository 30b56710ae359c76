"""The rows that asyncio can do, each in a line: row, version of Python, nanoseconds an operation (the median)."""

import asyncio
import platform
import statistics
import sys
import time


async def value(i):
    return i


async def spawn(n):
    await asyncio.gather(*[asyncio.create_task(value(i)) for i in range(n)])


async def spawn_await(n):
    for i in range(n):
        await asyncio.create_task(value(i))


async def yields(n):
    for _ in range(n):
        await asyncio.sleep(0)


async def switch(n):
    await asyncio.gather(yields(n // 2), yields(n // 2))


async def sleepers(n):
    await asyncio.gather(*[asyncio.sleep(0.001 + i % 10 / 1000) for i in range(n)])


async def queue(n):
    items = asyncio.Queue(64)

    async def produce():
        for i in range(n):
            await items.put(i)

    producer = asyncio.create_task(produce())
    for _ in range(n):
        await items.get()
    await producer


ROWS = [
    ("spawn", spawn, 100_000),
    ("spawn-await", spawn_await, 50_000),
    ("switch", switch, 100_000),
    ("switch-self", yields, 100_000),
    ("sleepers", sleepers, 100_000),
    ("queue", queue, 100_000),
]

for name, row, count in ROWS:
    times = []
    for _ in range(int(sys.argv[1])):
        begin = time.perf_counter_ns()
        asyncio.run(row(count))
        times.append((time.perf_counter_ns() - begin) / count)
    print(name, platform.python_version(), f"{statistics.median(times):.1f}", sep="\t")
