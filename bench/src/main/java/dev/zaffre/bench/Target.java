package dev.zaffre.bench;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;

/** What is measured: something that takes an event by HTTP and writes to the sink. */
interface Target extends AutoCloseable {
    /** For the table. */
    String name();

    InetSocketAddress address();

    /** Taken in turn by the load generator. */
    List<EventRequest> requests();

    /** Whose CPU and memory is counted. */
    long pid();

    /** Takes one measurement, with what belongs to it around it. */
    default Measurement during(Supplier<Measurement> run) {
        return run.get();
    }

    @Override
    void close();
}
