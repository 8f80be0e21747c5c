package dev.zaffre.catalog;

import java.util.List;
import java.util.stream.Collectors;

/** An app's definition that cannot be used, with every problem that was found. */
public final class InvalidDefinition extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient List<Problem> problems;

    InvalidDefinition(String source, List<Problem> problems) {
        super(source + " is not a valid app definition:\n"
                + problems.stream().map(problem -> "  " + problem).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }
}
