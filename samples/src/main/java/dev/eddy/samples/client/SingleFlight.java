package dev.eddy.samples.client;

import dev.eddy.Asyncio;
import dev.eddy.Task;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Has those who ask for the same thing at the same time share one call. It belongs to none of them: one who is cancelled leaves it
 * to the others, and the last one who leaves cancels it. For one loop.
 */
final class SingleFlight<K, T> {

    private final Map<K, Flight<T>> flights = new HashMap<>();

    private static final class Flight<T> {
        final Task<T> call;
        int passengers;

        Flight(Task<T> call) {
            this.call = call;
        }
    }

    /** What the call gives that is under way for the key, or else this one. */
    T join(K key, Callable<T> call) {
        Flight<T> flight = flights.get(key);
        if (flight == null || flight.call.done()) {
            flight = new Flight<>(Asyncio.createTask(call, "call for " + key));
            flights.put(key, flight);
        }
        flight.passengers++;
        try {
            Asyncio.wait(List.of(flight.call)); // unlike await, leaves it alone when the waiter is cancelled
            return flight.call.result();
        } finally {
            flight.passengers--;
            if (flight.passengers == 0) {
                flights.remove(key, flight);
                flight.call.cancel(); // nothing, if it is done
            }
        }
    }
}
