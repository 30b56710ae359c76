package dev.eddy.testing;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static java.time.Duration.ZERO;

import dev.eddy.Future;
import dev.eddy.Task;
import dev.eddy.sync.Condition;
import dev.eddy.sync.Lock;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/** Programs that are wrong only if tasks take turns in an unusual order, each beside one that is right. */
final class Races {

    private Races() {}

    /** What another server would do meanwhile. */
    private static void elsewhere() {
        sleep(ZERO);
    }

    /** Loses an update that comes between the reading and the writing. */
    static class Account {
        int balance;

        void deposit(int amount) {
            int before = balance;
            if (amount > 100) {
                elsewhere(); // larger ones are looked at
            }
            balance = before + amount;
        }
    }

    static final class RightAccount extends Account {
        private final Lock lock = new Lock();

        @Override
        void deposit(int amount) {
            lock.run(() -> super.deposit(amount));
        }
    }

    /** Puts a message down and wakes nobody, when the receiver has looked already but does not wait yet. */
    static class Mailbox {
        final ArrayDeque<String> messages = new ArrayDeque<>();
        private Future<Void> arrival;

        void send(String message) {
            elsewhere();
            messages.add(message);
            if (arrival != null && !arrival.done()) {
                arrival.setResult(null);
            }
        }

        String receive() {
            if (messages.isEmpty()) {
                elsewhere(); // to say that it is idle
                arrival = getRunningLoop().createFuture();
                await(arrival);
            }
            return messages.remove();
        }
    }

    static final class RightMailbox extends Mailbox {
        private final Condition condition = new Condition();

        @Override
        void send(String message) {
            elsewhere();
            condition.run(() -> {
                messages.add(message);
                condition.notifyOne();
            });
        }

        @Override
        String receive() {
            return condition.run(() -> {
                condition.awaitUntil(() -> !messages.isEmpty());
                return messages.remove();
            });
        }
    }

    /** Loads a page twice that is asked for again before it is there. */
    static class Cache {
        final Map<String, String> pages = new HashMap<>();
        int loads;

        String get(String key) {
            if (!pages.containsKey(key)) {
                pages.put(key, load(key));
            }
            return pages.get(key);
        }

        String load(String key) {
            elsewhere();
            loads++;
            return "page of " + key;
        }
    }

    static final class RightCache extends Cache {
        private final Map<String, Task<String>> loading = new HashMap<>();

        @Override
        String get(String key) {
            return await(loading.computeIfAbsent(key, missing -> createTask(() -> load(missing))));
        }
    }
}
