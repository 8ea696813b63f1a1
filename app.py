"""The app that `streamlit run app.py` serves: pages, security headers, health, a warm-up at the start."""

from streamlit.starlette import App

from pages.parts.server.site import lifespan, middleware, routes

app = App("pages/frame.py", lifespan=lifespan, routes=routes, middleware=middleware)
