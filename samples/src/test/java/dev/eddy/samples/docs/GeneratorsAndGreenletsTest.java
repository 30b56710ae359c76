package dev.eddy.samples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eddy.Asyncio;
import dev.eddy.StopIteration;
import dev.eddy.generator.Generator;
import dev.eddy.samples.docs.GeneratorsAndGreenlets.Node;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** The snippets of docs/generators-and-greenlets.md do what they say. */
class GeneratorsAndGreenletsTest {

    @Test
    void a_tree_is_walked_by_delegation_and_left_early() {
        Node root = new Node(3, new Node(2, new Node(1, null, null), null), new Node(4, null, null));

        assertThat(GeneratorsAndGreenlets.inOrder(root)).containsExactly(1, 2, 3, 4);
        assertThat(GeneratorsAndGreenlets.firstThree(root)).containsExactly(1, 2, 3);
    }

    @Test
    void values_are_sent_in_and_the_end_carries_one() {
        Generator<Double> averager = GeneratorsAndGreenlets.averager();
        averager.next();

        assertThat(List.of(averager.send(10.0), averager.send(20.0))).containsExactly(10.0, 15.0);
        assertThat(Assertions.catchThrowableOfType(StopIteration.class, averager::next).value()).isEqualTo(2);
    }

    @Test
    void a_body_awaits_when_a_task_drives_it() {
        List<String> ticks = Asyncio.run(() -> {
            List<String> seen = new ArrayList<>();
            GeneratorsAndGreenlets.ticks().forEach(seen::add);
            return seen;
        });

        assertThat(ticks).containsExactly("tick 1", "tick 2", "tick 3");
    }

    @Test
    void greenlets_answer() {
        assertThat(GeneratorsAndGreenlets.echo()).containsExactly("you said hello", "you said again", "bye");
    }

    @Test
    void gevents_programs_need_no_run() {
        assertThat(GeneratorsAndGreenlets.pages(List.of("a", "b"))).containsExactly("page of a", "page of b");
        assertThat(GeneratorsAndGreenlets.sumOfSquares()).isEqualTo(55);
    }

    @Test
    void gevents_greenlets_live_among_coroutines() {
        assertThat(GeneratorsAndGreenlets.amongCoroutines()).containsExactly("page of a greenlet", "page of a task");
    }
}
