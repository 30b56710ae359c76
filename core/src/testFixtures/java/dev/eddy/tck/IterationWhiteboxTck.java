package dev.eddy.tck;

import dev.eddy.LoopGroup;
import dev.eddy.sync.Semaphore;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.tck.SubscriberWhiteboxVerification;

/**
 * The subscriber of a coroutine that iterates. The TCK is told of an item when the coroutine has it, which takes as many as
 * the TCK allows. Public since the TCK's methods are called by reflection.
 */
public final class IterationWhiteboxTck extends SubscriberWhiteboxVerification<Long> {

    private final LoopGroup loops;
    private final Function<Publisher<Long>, ? extends Iterable<Long>> each;

    IterationWhiteboxTck(LoopGroup loops, Function<Publisher<Long>, ? extends Iterable<Long>> each) {
        super(Tck.environment());
        this.loops = loops;
        this.each = each;
    }

    @Override
    public Subscriber<Long> createSubscriber(WhiteboxSubscriberProbe<Long> probe) {
        Semaphore allowed = new Semaphore(0);
        Subject subject = new Subject(loops, publisher -> iterate(publisher, allowed, probe));
        return new Subject.Forwarding(subject.subscriber(), probe, new SubscriberPuppet() {
            @Override
            public void triggerRequest(long elements) {
                subject.onLoop(() -> {
                    for (long i = 0; i < elements; i++) {
                        allowed.release();
                    }
                });
            }

            @Override
            public void signalCancel() {
                subject.cancel();
            }
        });
    }

    private void iterate(Publisher<Long> publisher, Semaphore allowed, WhiteboxSubscriberProbe<Long> probe) {
        try {
            for (Long item : each.apply(publisher)) {
                allowed.acquire();
                probe.registerOnNext(item);
            }
            probe.registerOnComplete();
        } catch (Exception e) {
            probe.registerOnError(e);
        }
    }

    @Override
    public Long createElement(int element) {
        return (long) element;
    }
}
