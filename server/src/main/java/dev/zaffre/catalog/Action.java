package dev.zaffre.catalog;

import java.util.List;

/** One operation of an app. */
public record Action(String id, String name, String description, List<FieldSpec> fields) {}
