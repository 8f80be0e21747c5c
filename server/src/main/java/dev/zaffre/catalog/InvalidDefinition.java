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

    /** @param found what {@code cause} says, with the lines of the file */
    InvalidDefinition(String source, List<DefinitionFile.Fault> found, InvalidDefinition cause) {
        super(
                source + " is not a valid app definition:\n"
                        + found.stream().map(fault -> "  " + fault).collect(Collectors.joining("\n")),
                cause);
        this.problems = cause.problems();
    }

    public List<Problem> problems() {
        return problems;
    }
}
