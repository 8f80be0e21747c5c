@org.jspecify.annotations.NullMarked
package dev.zaffre.figures;
