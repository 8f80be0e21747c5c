package dev.zaffre.catalog.openapi;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects the entries of a report, each once. */
final class Notes {
    /** A document that is wrong everywhere must not fill the memory with saying so. */
    private static final int MOST = 20_000;

    private final Set<Report.Entry> entries = new LinkedHashSet<>();
    private String operation = "";

    /** What follows is about this operation; empty for the whole document. */
    void about(String name) {
        operation = name;
    }

    void add(String place, String reason) {
        if (entries.size() < MOST) {
            entries.add(new Report.Entry(operation, Names.clip(place, 300), reason));
        }
    }

    List<Report.Entry> entries() {
        return new ArrayList<>(entries);
    }
}
