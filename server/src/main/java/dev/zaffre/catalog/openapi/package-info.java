/** Makes apps of OpenAPI and Swagger documents. Nothing here opens an address or a file that a document names. */
@org.jspecify.annotations.NullMarked
package dev.zaffre.catalog.openapi;
