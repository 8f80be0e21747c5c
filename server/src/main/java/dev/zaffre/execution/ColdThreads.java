package dev.zaffre.execution;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Virtual threads, but platform threads for the first: they load the classes of a run, many of them at once after a restart. A virtual
 * thread that waits for a class keeps its carrier; with all carriers waiting nothing would go on in this process.
 */
final class ColdThreads implements ThreadFactory {
    private static final int COLD = 300;

    private final AtomicInteger left;

    ColdThreads() {
        this(COLD);
    }

    /** @param cold how many are platform threads */
    ColdThreads(int cold) {
        this.left = new AtomicInteger(cold);
    }

    @Override
    public Thread newThread(Runnable work) {
        boolean cold = left.get() > 0 && left.getAndDecrement() > 0;
        return cold
                ? Thread.ofPlatform().daemon().name("cold-run").unstarted(work)
                : Thread.ofVirtual().unstarted(work);
    }
}
