"""The window. Talks to the Application and the sync client, never to the store."""
