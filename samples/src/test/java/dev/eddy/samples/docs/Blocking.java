package dev.eddy.samples.docs;

import static dev.eddy.Asyncio.blocking;
import static dev.eddy.Asyncio.timeout;
import static java.time.Duration.ofSeconds;

import java.net.Socket;
import java.util.concurrent.TimeoutException;

/** The snippets of engines.md. */
final class Blocking {

    private Blocking() {}

    static int ask(Socket socket, int question) throws TimeoutException {
        return timeout(ofSeconds(2), () -> blocking(() -> {
            socket.getOutputStream().write(question);
            return socket.getInputStream().read();
        }));
    }
}
