package dev.eddy.tck;

import dev.eddy.LoopGroup;
import java.util.Set;
import java.util.function.Consumer;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.tck.SubscriberWhiteboxVerification;

/**
 * The subscriber of a coroutine that awaits one outcome: it requests once, at the beginning, and the TCK is told of each
 * signal that it has taken. Public since the TCK's methods are called by reflection.
 */
public final class ValueWhiteboxTck extends SubscriberWhiteboxVerification<Long> {

    /** The methods in which a subscriber takes a second item, for which one that awaits the first never asks. */
    static final Set<String> TAKE_MORE_ITEMS = Set.of(
            "required_exerciseWhiteboxHappyPath",
            "required_spec308_requestMustRegisterGivenNumberElementsToBeProduced");

    private final LoopGroup loops;
    private final Consumer<Publisher<Long>> await;

    ValueWhiteboxTck(LoopGroup loops, Consumer<Publisher<Long>> await) {
        super(Tck.environment());
        this.loops = loops;
        this.await = await;
    }

    @Override
    public Subscriber<Long> createSubscriber(WhiteboxSubscriberProbe<Long> probe) {
        Subject subject = new Subject(loops, publisher -> {
            try {
                await.accept(publisher);
            } catch (Exception e) {
                // what the TCK fails it with, or that an item is missing, or one too many
            }
        });
        return new Subject.Forwarding(subject.subscriber(), probe, new SubscriberPuppet() {
            @Override
            public void triggerRequest(long elements) {}

            @Override
            public void signalCancel() {
                subject.cancel();
            }
        }) {
            @Override
            public void onNext(Long item) {
                super.onNext(item);
                probe.registerOnNext(item);
            }

            @Override
            public void onError(Throwable error) {
                super.onError(error);
                probe.registerOnError(error);
            }

            @Override
            public void onComplete() {
                super.onComplete();
                probe.registerOnComplete();
            }
        };
    }

    @Override
    public Long createElement(int element) {
        return (long) element;
    }
}
