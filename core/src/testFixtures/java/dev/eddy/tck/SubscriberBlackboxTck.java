package dev.eddy.tck;

import dev.eddy.LoopGroup;
import java.util.function.Consumer;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.tck.SubscriberBlackboxVerification;

/** The subscriber of a coroutine that takes what comes. Public since the TCK's methods are called by reflection. */
public final class SubscriberBlackboxTck extends SubscriberBlackboxVerification<Long> {

    private final LoopGroup loops;
    private final Consumer<Publisher<Long>> body;

    SubscriberBlackboxTck(LoopGroup loops, Consumer<Publisher<Long>> body) {
        super(Tck.environment());
        this.loops = loops;
        this.body = body;
    }

    @Override
    @SuppressWarnings("unchecked") // a consumer of more than Long is one of Long
    public Subscriber<Long> createSubscriber() {
        return (Subscriber<Long>) new Subject(loops, publisher -> {
            try {
                body.accept(publisher);
            } catch (Exception e) {
                // what the TCK fails it with, or that an item is missing
            }
        }).subscriber();
    }

    @Override
    public Long createElement(int element) {
        return (long) element;
    }
}
