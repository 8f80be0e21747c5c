@org.jspecify.annotations.NullMarked
package dev.zaffre.live;
