package dev.eddy.stress;

/**
 * One kind of load: what a coroutine does with some part of Eddy, in some milliseconds. It checks what it sees, and may fail
 * with a {@link PlannedException} or a timeout. It can be cancelled at any moment; what it leaves behind then ends by itself, soon.
 */
record Scenario(String name, Body body) {

    interface Body {
        void play(Scene scene) throws Exception;
    }
}
