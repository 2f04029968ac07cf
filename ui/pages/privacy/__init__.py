"""个人信息: what is kept about people, and what may go."""
