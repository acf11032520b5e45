package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HeapRoomTest {
    private final AtomicInteger collected = new AtomicInteger();
    private double fill;

    private HeapRoom room(double afterwards) {
        return new HeapRoom(() -> fill, () -> {
            collected.incrementAndGet();
            fill = afterwards;
        });
    }

    @Test
    void nothingIsPutAwayWhileThereIsRoom() {
        fill = 0.5;
        room(0.4).require();
        assertThat(collected).hasValue(0);
    }

    @Test
    void whatIsGarbageIsNotCounted() {
        fill = 0.95;
        room(0.4).require();
        assertThat(collected).hasValue(1);
    }

    @Test
    void whatIsInUseEndsTheRunWithWhatToDo() {
        fill = 0.95;
        assertThatThrownBy(() -> room(0.9).require())
                .isInstanceOf(HeapRoom.NoRoom.class)
                .hasMessageContaining("-Xmx");
    }

    @Test
    void theHeapOfThisProcessIsWatched() {
        HeapRoom.HERE.require();
    }
}
